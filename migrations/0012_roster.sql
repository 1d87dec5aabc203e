ALTER TABLE `forwarding` ADD `welcomed_with` text;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `untold_id` text;--> statement-breakpoint
CREATE INDEX `forwarding_welcomed_with` ON `forwarding` (`welcomed_with`) WHERE welcomed_with IS NOT NULL;--> statement-breakpoint
CREATE INDEX `forwarding_untold` ON `forwarding` (`tried_at`) WHERE untold_id IS NOT NULL;