/** The version, as package.json has it (a test compares them: importing that file would bundle all of it). */
export const VERSION = "0.1.0";
