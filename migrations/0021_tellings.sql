CREATE TABLE `telling` (
	`id` text PRIMARY KEY NOT NULL,
	`change` text NOT NULL,
	`about_id` text NOT NULL,
	`recipient_id` text NOT NULL,
	`tries` integer NOT NULL,
	`tried_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `telling_turn` ON `telling` (`tried_at`);