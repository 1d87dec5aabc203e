CREATE TABLE `hourly` (
	`counter` text NOT NULL,
	`hour` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`hour`, `counter`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `hourly` (`counter`, `hour`, `count`) SELECT `counter`, `hour`, `count` FROM `tally`;--> statement-breakpoint
DROP INDEX `delivery_address`;--> statement-breakpoint
DROP INDEX `delivery_forwarding`;--> statement-breakpoint
DROP INDEX `message_id_created`;
