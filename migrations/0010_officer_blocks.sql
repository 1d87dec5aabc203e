DROP INDEX `block_sender`;--> statement-breakpoint
ALTER TABLE `block` ADD `scope` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `block_sender` ON `block` (`sender_index`,`scope`);--> statement-breakpoint
CREATE INDEX `alias_blocked` ON `alias` (`forwarding_id`) WHERE blocked = 1;