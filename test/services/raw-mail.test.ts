import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawMail } from '../../services/raw-mail.ts';
import { rawMailInFolder } from '../../services/raw-mail-folder.ts';
import { rawMailInS3 } from '../../services/raw-mail-s3.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const at = (instant: string) => ({ now: () => Temporal.Instant.from(instant) });

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'inbound-')), 'inbound');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

/** S3 as far as the adapter goes: ranges, a missing key and an empty object answered as S3 answers them. */
function s3WithObjects() {
  const client = new S3Client({ region: 'eu-west-2' });
  const s3 = mockClient(client);
  const objects = new Map<string, Uint8Array>();
  const metadata = { $metadata: {} };
  s3.on(PutObjectCommand).callsFake((input: { Key: string; Body: Uint8Array }) => {
    objects.set(input.Key, input.Body);
    return {};
  });
  s3.on(GetObjectCommand).callsFake(({ Key, Range }: { Key: string; Range: string }) => {
    const object = objects.get(Key);
    if (!object) throw new NoSuchKey({ message: 'no such key', ...metadata });
    if (object.length === 0) throw new S3ServiceException({ name: 'InvalidRange', $fault: 'client', ...metadata });
    const last = Math.min(Number(/^bytes=0-(\d+)$/.exec(Range)?.[1]), object.length - 1);
    return {
      Body: { transformToByteArray: () => Promise.resolve(object.subarray(0, last + 1)) },
      ContentRange: `bytes 0-${last}/${object.length}`,
    };
  });
  return client;
}

const answers: Array<[string, () => RawMail]> = [
  ['a folder', () => rawMailInFolder(folder, at('2026-12-21T09:15:00Z'))],
  ['S3', () => rawMailInS3(s3WithObjects(), { bucket: 'raw', prefix: 'inbound/' })],
];

describe.each(answers)('raw mail in %s', (_, open) => {
  it('gives back what was put, whole', async () => {
    const mail = open();
    await mail.put('message-1', bytes('hello'));

    expect(await mail.get('message-1', 512)).toEqual({ bytes: bytes('hello'), truncated: false });
  });

  it('F14: reads no more than the beginning, and says that there is more', async () => {
    const mail = open();
    await mail.put('message-1', bytes('hello'));

    expect(await mail.get('message-1', 4)).toEqual({ bytes: bytes('hell'), truncated: true });
    expect(await mail.get('message-1', 5)).toEqual({ bytes: bytes('hello'), truncated: false });
  });

  it('holds an empty message as empty, which is not the same as missing', async () => {
    const mail = open();
    await mail.put('message-1', bytes(''));

    expect(await mail.get('message-1', 512)).toEqual({ bytes: bytes(''), truncated: false });
    expect(await mail.get('message-2', 512)).toBeUndefined();
  });

  it.each(['../outside', 'a/b', '', 'a b', '.'])('refuses the id "%s": it becomes a name in a store', async (id) => {
    const mail = open();

    await expect(mail.put(id, bytes('x'))).rejects.toThrow(RangeError);
    await expect(mail.get(id, 1)).rejects.toThrow(RangeError);
  });
});

describe('raw mail in a folder', () => {
  it('is readable by its owner only, and leaves no unfinished file', async () => {
    const mail = rawMailInFolder(folder, at('2026-12-21T09:15:00Z'));
    await mail.put('message-1', bytes('hello'));
    await mail.put('message-1', bytes('hello'));

    expect(await readdir(folder)).toEqual(['message-1.eml']);
    expect((await stat(join(folder, 'message-1.eml'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('S23: removes what is older than it may be, on our own clock, and what a crash left unfinished', async () => {
    const old = rawMailInFolder(folder, at('2026-11-01T00:00:00Z'));
    await old.put('message-1', bytes('old'));
    const recent = rawMailInFolder(folder, at('2099-12-21T00:00:00Z'));
    await recent.put('message-2', bytes('recent'));
    await writeFile(join(folder, 'message-3.0.part'), 'half');

    expect(await recent.removeBefore(Temporal.Instant.from('2099-01-01T00:00:00Z'))).toBe(2);
    expect(await readdir(folder)).toEqual(['message-2.eml']);
    expect(
      await rawMailInFolder(join(folder, 'never-made'), at('2026-12-21T00:00:00Z')).removeBefore(
        Temporal.Instant.from('2099-01-01T00:00:00Z'),
      ),
    ).toBe(0);
  });
});

it('passes on what S3 refuses for any other reason, so that the delivery is tried again', async () => {
  const client = new S3Client({ region: 'eu-west-2' });
  mockClient(client)
    .on(GetObjectCommand)
    .rejects(new S3ServiceException({ name: 'AccessDenied', $fault: 'client', $metadata: {} }));
  const mail = rawMailInS3(client, { bucket: 'raw', prefix: 'inbound/' });

  await expect(mail.get('message-1', 1)).rejects.toThrow(expect.objectContaining({ name: 'AccessDenied' }));
});
