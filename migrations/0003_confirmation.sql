ALTER TABLE `forwarding` ADD `confirmation_sealed` text;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `confirmation_index` text;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `invited_at` integer;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `reminders` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `confirmed_at` integer;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `effective_at` integer;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `deliver_before_stop` integer;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `allow_reply_before_stop` integer;--> statement-breakpoint
CREATE INDEX `forwarding_invited` ON `forwarding` (`invited_at`) WHERE state = 'invited';--> statement-breakpoint
CREATE UNIQUE INDEX `forwarding_confirmation` ON `forwarding` (`confirmation_index`) WHERE confirmation_index IS NOT NULL;