import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Temporal } from 'temporal-polyfill';
import type { Clock } from './clock.ts';
import { type RawMail, requireSoundMailId } from './raw-mail.ts';

/** Raw mail on one machine, and the removal that S3 does by itself. */
export interface RawMailFolder extends RawMail {
  /** Deletes what was put before this instant; answers how many. */
  removeBefore(instant: Temporal.Instant): Promise<number>;
}

/**
 * Raw mail as files of one folder, readable by their owner only. When `put` resolves the bytes and the file's name are on the
 * disk (both flushed), so that a sender told 250 can forget the message.
 */
export function rawMailInFolder(folder: string, clock: Clock): RawMailFolder {
  const pathOf = (id: string) => {
    requireSoundMailId(id);
    return join(folder, `${id}.eml`);
  };
  return {
    async put(id, bytes) {
      const path = pathOf(id);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Under another name first: a file with the message's own name is always whole.
      const unfinished = join(folder, `${id}.${randomBytes(6).toString('hex')}.part`);
      const file = await open(unfinished, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        // Its age counts on our clock, which a trial moves.
        const seconds = clock.now().epochMilliseconds / 1000;
        await file.utimes(seconds, seconds);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
      await flushFolder(folder);
    },

    async get(id, maxBytes) {
      const file = await open(pathOf(id)).catch(undefinedIfMissing);
      if (!file) return undefined;
      try {
        const { size } = await file.stat();
        const bytes = new Uint8Array(Math.min(size, maxBytes));
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return { bytes: bytes.subarray(0, filled), truncated: size > maxBytes };
      } finally {
        await file.close();
      }
    },

    async removeBefore(instant) {
      // A `.part` that a crash left goes with the rest when it is as old.
      const names = (await readdir(folder).catch(undefinedIfMissing)) ?? [];
      let removed = 0;
      for (const name of names.filter((name) => /\.(?:eml|part)$/.test(name))) {
        const path = join(folder, name);
        const found = await stat(path).catch(undefinedIfMissing);
        if (!found || found.mtimeMs >= instant.epochMilliseconds) continue;
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

/** A rename is only safe from a power cut when the folder that names the file is flushed as well. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function undefinedIfMissing(reason: unknown): undefined {
  if (reason instanceof Error && 'code' in reason && reason.code === 'ENOENT') return undefined;
  throw reason;
}
