ALTER TABLE `forwarding` ADD `welcome_sent_index` text;--> statement-breakpoint
CREATE INDEX `forwarding_welcome` ON `forwarding` (`welcome_sent_index`) WHERE welcome_sent_index IS NOT NULL;