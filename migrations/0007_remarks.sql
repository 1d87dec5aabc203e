ALTER TABLE `delivery` ADD `remark` text DEFAULT 'none' NOT NULL;--> statement-breakpoint
UPDATE `delivery` SET `remark` = 'given-up', `reason` = substr(`reason`, length('gave-up:') + 1) WHERE `reason` LIKE 'gave-up:%';--> statement-breakpoint
UPDATE `delivery` SET `remark` = 'untold', `reason` = substr(`reason`, length('untold:') + 1) WHERE `reason` LIKE 'untold:%';
