import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { type RawMail, requireSoundMailId } from './raw-mail.ts';

/**
 * Raw mail in the bucket where the receipt rule puts it, under `prefix` (such as `inbound/`) and SES's message id. The bucket encrypts
 * by itself (SSE-KMS) and deletes by its lifecycle rule.
 */
export function rawMailInS3(s3: S3Client, { bucket, prefix }: { bucket: string; prefix: string }): RawMail {
  const keyOf = (id: string) => {
    requireSoundMailId(id);
    return prefix + id;
  };
  return {
    async put(id, bytes) {
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: keyOf(id), Body: bytes, ContentType: 'message/rfc822' }),
      );
    },

    async get(id, maxBytes) {
      try {
        const answer = await s3.send(
          new GetObjectCommand({ Bucket: bucket, Key: keyOf(id), Range: `bytes=0-${maxBytes - 1}` }),
        );
        const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
        return { bytes, truncated: totalSize(answer.ContentRange, bytes.length) > bytes.length };
      } catch (reason) {
        if (reason instanceof NoSuchKey) return undefined;
        // An empty object has no first byte: S3 answers 416.
        if (reason instanceof S3ServiceException && reason.name === 'InvalidRange') {
          return { bytes: new Uint8Array(), truncated: false };
        }
        throw reason;
      }
    },
  };
}

/** The whole object's size, from "bytes 0-524287/41943040". */
function totalSize(contentRange: string | undefined, received: number): number {
  const total = /\/(\d+)$/.exec(contentRange ?? '')?.[1];
  return total === undefined ? received : Number(total);
}
