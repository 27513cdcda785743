import { S3Client } from '@aws-sdk/client-s3';
import { setting } from './aws.ts';
import type { RawMail } from './raw-mail.ts';
import { rawMailInS3 } from './raw-mail-s3.ts';

/** Where received mail lies in its bucket. `infra/mail.ts` has it put there: change one and you have to change the other. */
export const RAW_MAIL_PREFIX = 'inbound/';

/** Received mail as SES left it. Apart from the other services, so that only the function that reads mail bundles its client. */
export function awsRawMail(): RawMail {
  return rawMailInS3(new S3Client({}), { bucket: setting('RAW_MAIL_BUCKET'), prefix: RAW_MAIL_PREFIX });
}
