CREATE TABLE `address` (
	`id` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`domain` text NOT NULL,
	`name` text DEFAULT '' NOT NULL,
	`name_suffix` text DEFAULT '' NOT NULL,
	`open` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `address_address` ON `address` (`address`) WHERE deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX `address_domain` ON `address` (`domain`);--> statement-breakpoint
CREATE TABLE `alias` (
	`id` text PRIMARY KEY NOT NULL,
	`alias` text NOT NULL,
	`forwarding_id` text NOT NULL,
	`correspondent_sealed` text NOT NULL,
	`correspondent_index` text NOT NULL,
	`name_sealed` text NOT NULL,
	`shown` integer DEFAULT true NOT NULL,
	`blocked` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`forwarding_id`) REFERENCES `forwarding`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alias_alias_unique` ON `alias` (`alias`);--> statement-breakpoint
CREATE UNIQUE INDEX `alias_shown` ON `alias` (`forwarding_id`,`correspondent_index`) WHERE shown = 1;--> statement-breakpoint
CREATE INDEX `alias_forwarding` ON `alias` (`forwarding_id`,`last_used_at`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`time` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_time` ON `audit` (`time`);--> statement-breakpoint
CREATE TABLE `delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`direction` text NOT NULL,
	`address_id` text,
	`forwarding_id` text,
	`alias` text,
	`outcome` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`size` integer NOT NULL,
	`holder` text NOT NULL,
	`lease_until` integer NOT NULL,
	`attempts` integer DEFAULT 1 NOT NULL,
	`first_at` integer NOT NULL,
	`time` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `delivery_time` ON `delivery` (`time`);--> statement-breakpoint
CREATE INDEX `delivery_address` ON `delivery` (`address_id`,`time`);--> statement-breakpoint
CREATE INDEX `delivery_forwarding` ON `delivery` (`forwarding_id`,`time`);--> statement-breakpoint
CREATE TABLE `forwarding` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`scope` text NOT NULL,
	`destination_sealed` text NOT NULL,
	`destination_index` text NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	`hide_sender` integer DEFAULT true NOT NULL,
	`hide_name` integer DEFAULT false NOT NULL,
	`deliver` integer DEFAULT true NOT NULL,
	`allow_reply` integer DEFAULT true NOT NULL,
	`state` text NOT NULL,
	`state_reason` text DEFAULT '' NOT NULL,
	`replaces_id` text,
	`keep_aliases` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`address_id`) REFERENCES `address`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `forwarding_address` ON `forwarding` (`address_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `forwarding_destination` ON `forwarding` (`address_id`,`destination_index`) WHERE deleted_at IS NULL;--> statement-breakpoint
CREATE TABLE `message_id` (
	`sent_index` text PRIMARY KEY NOT NULL,
	`sent_sealed` text NOT NULL,
	`original_index` text NOT NULL,
	`carrier` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `message_id_original` ON `message_id` (`original_index`);--> statement-breakpoint
CREATE INDEX `message_id_created` ON `message_id` (`created_at`);--> statement-breakpoint
CREATE TABLE `reply_from` (
	`id` text PRIMARY KEY NOT NULL,
	`forwarding_id` text NOT NULL,
	`address_sealed` text NOT NULL,
	`address_index` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`forwarding_id`) REFERENCES `forwarding`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reply_from_address` ON `reply_from` (`forwarding_id`,`address_index`);