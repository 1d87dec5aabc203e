/** Lines of text left where something was taken out, in the organisation's language. */
export interface Notes {
  readonly signature: string;
  readonly keys: string;
}
