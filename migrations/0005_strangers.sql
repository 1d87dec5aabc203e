ALTER TABLE `alias` ADD `vouched` integer DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX `alias_strangers` ON `alias` (`last_used_at`) WHERE vouched = 0;