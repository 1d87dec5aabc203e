ALTER TABLE `address` ADD `received_as` text;--> statement-breakpoint
ALTER TABLE `address` ADD `received_domain` text;--> statement-breakpoint
CREATE UNIQUE INDEX `address_received_as` ON `address` (`received_as`) WHERE deleted_at IS NULL AND received_as IS NOT NULL;--> statement-breakpoint
CREATE INDEX `address_received_domain` ON `address` (`received_domain`) WHERE received_domain IS NOT NULL;