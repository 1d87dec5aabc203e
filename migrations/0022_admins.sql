CREATE TABLE `admin` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`mailbox_sealed` text NOT NULL,
	`mailbox_index` text NOT NULL,
	`role` text NOT NULL,
	`address_id` text,
	`token_hash` text,
	`invitation_hash` text,
	`invited_until` integer,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `admin_mailbox` ON `admin` (`mailbox_index`);--> statement-breakpoint
CREATE UNIQUE INDEX `admin_token` ON `admin` (`token_hash`) WHERE token_hash IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `admin_invitation` ON `admin` (`invitation_hash`) WHERE invitation_hash IS NOT NULL;