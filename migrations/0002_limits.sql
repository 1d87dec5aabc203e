CREATE TABLE `block` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`kind` text NOT NULL,
	`sender_index` text NOT NULL,
	`pattern_sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`address_id`) REFERENCES `address`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `block_sender` ON `block` (`sender_index`);--> statement-breakpoint
CREATE INDEX `block_address` ON `block` (`address_id`);--> statement-breakpoint
CREATE TABLE `tally` (
	`counter` text NOT NULL,
	`hour` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`counter`, `hour`)
);
--> statement-breakpoint
CREATE INDEX `tally_hour` ON `tally` (`hour`);--> statement-breakpoint
ALTER TABLE `address` ADD `refuse_files` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `delivery` ADD `spam_score` real;--> statement-breakpoint
ALTER TABLE `delivery` ADD `sent_index` text;--> statement-breakpoint
CREATE INDEX `delivery_sent` ON `delivery` (`sent_index`) WHERE sent_index IS NOT NULL;