import { type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { Mailer } from './services.ts';

/**
 * Mail through SES. The configuration set requires TLS (S14); what bounces comes back by email to `from`, to which SES forwards it
 * ("to the address in the Source field"); SES puts its own Message-ID in place of ours,
 * so that is the id we keep. Throws what SES throws: throttled, over quota, address refused.
 */
export function sesMailer(
  client: Pick<SESClient, 'send'>,
  { configurationSet, region }: { configurationSet: string; region: string },
): Mailer {
  // The one region whose ids end differently: https://docs.aws.amazon.com/ses/latest/dg/header-fields.html
  const idDomain = region === 'us-east-1' ? 'email.amazonses.com' : `${region}.amazonses.com`;
  return {
    async send({ raw, from, to }) {
      const { MessageId } = await client.send(
        new SendRawEmailCommand({
          Source: from,
          Destinations: [to],
          RawMessage: { Data: raw },
          ConfigurationSetName: configurationSet,
        }),
      );
      if (!MessageId) throw new Error('SES accepted a message without giving its id.');
      return { messageId: `<${MessageId}@${idDomain}>` };
    },
  };
}
