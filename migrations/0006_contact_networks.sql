CREATE TABLE `member` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`member_sealed` text NOT NULL,
	`member_index` text NOT NULL,
	`joined_at` integer NOT NULL,
	`suppressed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `member_address` ON `member` (`address_id`,`member_index`);--> statement-breakpoint
CREATE INDEX `member_order` ON `member` (`address_id`,`id`);--> statement-breakpoint
CREATE INDEX `member_index` ON `member` (`member_index`);--> statement-breakpoint
CREATE TABLE `network` (
	`address_id` text PRIMARY KEY NOT NULL,
	`join_index` text NOT NULL,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL
);
