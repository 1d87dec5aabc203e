ALTER TABLE `forwarding` ADD `paused_by` text;--> statement-breakpoint
ALTER TABLE `forwarding` ADD `card_index` text;--> statement-breakpoint
CREATE UNIQUE INDEX `forwarding_card` ON `forwarding` (`card_index`) WHERE card_index IS NOT NULL;