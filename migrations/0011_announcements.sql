CREATE TABLE `announced_day` (
	`day` integer PRIMARY KEY NOT NULL,
	`sent` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `announcement` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`forwarding_id` text NOT NULL,
	`kind` text NOT NULL,
	`survey_id` text,
	`message_index` text NOT NULL,
	`size` integer NOT NULL,
	`addressed` integer NOT NULL,
	`started_at` integer NOT NULL,
	`tried_at` integer NOT NULL,
	`ended_at` integer,
	`sent` integer DEFAULT 0 NOT NULL,
	`failed` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `announcement_message_index_unique` ON `announcement` (`message_index`);--> statement-breakpoint
CREATE INDEX `announcement_address` ON `announcement` (`address_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `announcement_started` ON `announcement` (`started_at`);--> statement-breakpoint
CREATE TABLE `announcement_copy` (
	`announcement_id` text NOT NULL,
	`member_id` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	`holder` text NOT NULL,
	`lease_until` integer NOT NULL,
	`attempts` integer NOT NULL,
	`sent_index` text,
	PRIMARY KEY(`announcement_id`, `member_id`)
);
--> statement-breakpoint
CREATE INDEX `announcement_copy_member` ON `announcement_copy` (`member_id`);--> statement-breakpoint
CREATE INDEX `announcement_copy_holder` ON `announcement_copy` (`holder`) WHERE outcome = 'claimed';--> statement-breakpoint
CREATE INDEX `announcement_copy_sent` ON `announcement_copy` (`sent_index`) WHERE sent_index IS NOT NULL;