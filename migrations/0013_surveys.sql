CREATE TABLE `survey` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`word` text NOT NULL,
	`choices` integer NOT NULL,
	`message_id` text NOT NULL,
	`batch` integer DEFAULT 0 NOT NULL,
	`published` text DEFAULT '' NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `survey_word_unique` ON `survey` (`word`);--> statement-breakpoint
CREATE TABLE `vote` (
	`survey_id` text NOT NULL,
	`voter_index` text NOT NULL,
	`choice` integer NOT NULL,
	`written_at` integer NOT NULL,
	`batch` integer NOT NULL,
	PRIMARY KEY(`survey_id`, `voter_index`)
);
--> statement-breakpoint
ALTER TABLE `alias` ADD `survey` text;