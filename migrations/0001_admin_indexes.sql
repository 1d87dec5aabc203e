ALTER TABLE `forwarding` ADD `tried_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `forwarding_pending` ON `forwarding` (`tried_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `forwarding_deleted` ON `forwarding` (`deleted_at`) WHERE deleted_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `alias_correspondent` ON `alias` (`correspondent_index`);--> statement-breakpoint
CREATE INDEX `alias_deleted` ON `alias` (`deleted_at`) WHERE deleted_at IS NOT NULL;