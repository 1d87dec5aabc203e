ALTER TABLE `address` ADD `share_answers` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `alias` ADD `answered_by` text;--> statement-breakpoint
ALTER TABLE `alias` ADD `answered_at` integer;