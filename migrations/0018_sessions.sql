CREATE TABLE `idempotency` (
	`key_index` text PRIMARY KEY NOT NULL,
	`body_index` text NOT NULL,
	`answer_sealed` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_created` ON `idempotency` (`created_at`);--> statement-breakpoint
CREATE TABLE `session` (
	`word_index` text PRIMARY KEY NOT NULL,
	`token_index` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `session_expires` ON `session` (`expires_at`);