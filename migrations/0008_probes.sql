CREATE TABLE `probe` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`made_at` integer NOT NULL,
	`received_at` integer,
	`verdict` text DEFAULT '' NOT NULL,
	`authserv_id` text DEFAULT '' NOT NULL,
	`fields` text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `probe_purpose` ON `probe` (`purpose`,`made_at`);