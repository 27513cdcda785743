/**
 * Raw incoming messages, as they came: kept for a person to look into what could not be read, and deleted after
 * `RAW_MAIL_KEPT_DAYS` (S23). Two answers: S3 (`raw-mail-s3.ts`), where SES itself puts them, and a folder (`raw-mail-folder.ts`).
 */
export interface RawMail {
  /** Keeps the bytes durably under the id of the message; putting the same one again changes nothing that matters. */
  put(id: string, bytes: Uint8Array): Promise<void>;
  /** The first `maxBytes` and whether there is more; undefined when there is no such message, or no longer. */
  get(id: string, maxBytes: number): Promise<RawMessage | undefined>;
}

/** The beginning of a message. `truncated`: there is more of it than was read. */
export interface RawMessage {
  bytes: Uint8Array;
  truncated: boolean;
}

/** The bucket's lifecycle rule in `infra/` says the same: change one and you have to change the other. */
export const RAW_MAIL_KEPT_DAYS = 30;

/** Ids become object keys and file names: ours are letters, digits, hyphens and underscores. Throws `RangeError` without quoting it. */
export function requireSoundMailId(id: string): void {
  if (!/^[A-Za-z0-9_-]{1,120}$/.test(id)) {
    throw new RangeError('The id of a raw message must be 1 to 120 letters, digits, hyphens and underscores.');
  }
}
