import type { SESEvent, SESEventRecord } from 'aws-lambda';
import { type Received, receive } from '../conduct/receive.ts';
import type { InboundEnvelope, VERDICTS, Verdict } from '../escalation/inbound.ts';
import { awsServices } from '../services/aws.ts';
import { awsRawMail } from '../services/aws-mail.ts';
import { MOST_BYTES_READ } from '../services/inbound-email.ts';
import type { RawMail } from '../services/raw-mail.ts';
import type { Services } from '../services/services.ts';
import { lambdaFrom } from './state-task.ts';

/**
 * Trigger: SES's receipt rule, after it has put the raw message into the bucket.
 *
 * In: the event, whose verdicts and recipients SES vouches for; the words come from the object's first 512 KB. Out: what became of
 * each. A message whose object is not there yet fails, and Lambda tries again, then its dead-letter queue. Running it twice ends in
 * the same disagreement.
 */
export const receiveEmail =
  (services: Services, rawMail: RawMail) =>
  async (event: SESEvent): Promise<Received[]> => {
    const received: Received[] = [];
    for (const record of event.Records) received.push(await receiveOne(services, rawMail, record));
    return received;
  };

async function receiveOne(services: Services, rawMail: RawMail, { ses }: SESEventRecord): Promise<Received> {
  const raw = await rawMail.get(ses.mail.messageId, MOST_BYTES_READ);
  if (!raw)
    throw new Error(
      `The raw message ${ses.mail.messageId} is not in the bucket: SES puts it there first, so try again`,
    );
  return receive(services, raw.bytes, envelopeOf(ses, raw.truncated));
}

function envelopeOf({ mail, receipt }: SESEventRecord['ses'], truncated: boolean): InboundEnvelope {
  return {
    from: mail.source,
    to: receipt.recipients,
    receivedAt: new Date(mail.timestamp).toISOString(),
    messageId: mail.messageId,
    truncated,
    verdicts: {
      spf: verdict(receipt.spfVerdict),
      dkim: verdict(receipt.dkimVerdict),
      dmarc: verdict(receipt.dmarcVerdict),
      spam: verdict(receipt.spamVerdict),
      virus: verdict(receipt.virusVerdict),
    },
  };
}

const KNOWN: readonly Verdict[] = [
  'PASS',
  'FAIL',
  'GRAY',
  'PROCESSING_FAILED',
  'DISABLED',
] satisfies typeof VERDICTS extends readonly (infer V)[] ? V[] : never;

/** A verdict that we do not know, or that is not there, counts as not checked, never as passed. */
function verdict(given: { status: string } | undefined): Verdict {
  return KNOWN.find((known) => known === given?.status) ?? 'PROCESSING_FAILED';
}

export const handler = lambdaFrom(() => receiveEmail(awsServices(), awsRawMail()));
