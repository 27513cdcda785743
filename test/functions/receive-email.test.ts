import { readFileSync } from 'node:fs';
import type { SESEventRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { listed } from '../../conduct/disagreements.ts';
import { receiveEmail } from '../../functions/receive-email.ts';
import { holdingPen } from '../../services/holding-pen.ts';
import { MOST_BYTES_READ } from '../../services/inbound-email.ts';
import type { RawMail } from '../../services/raw-mail.ts';
import { SES_MESSAGE_ID, sesEvent } from '../fixtures/ses-event.ts';
import { webWorld } from './web-world.ts';

const EXAMPLE = new Uint8Array(readFileSync(new URL('../../docs/examples/raise-by-email.eml', import.meta.url)));

/** The bucket, as SES has left it: one message under its id. */
function bucketWith(bytes: Uint8Array | undefined = EXAMPLE) {
  const asked: [id: string, maxBytes: number][] = [];
  const rawMail: RawMail = {
    put: () => Promise.reject(new Error('SES puts it there, not we')),
    async get(id, maxBytes) {
      asked.push([id, maxBytes]);
      if (!bytes || id !== SES_MESSAGE_ID) return undefined;
      return { bytes: bytes.subarray(0, maxBytes), truncated: bytes.length > maxBytes };
    },
  };
  return { rawMail, asked };
}

function door(bytes?: Uint8Array) {
  const world = webWorld();
  const { rawMail, asked } = bucketWith(bytes);
  return { ...world, asked, receive: receiveEmail(world.services, rawMail) };
}

type Verdict = 'spfVerdict' | 'dkimVerdict' | 'dmarcVerdict' | 'spamVerdict' | 'virusVerdict';
const found = (verdict: Verdict, status: string | undefined) => (ses: SESEventRecord['ses']) =>
  Object.assign(ses.receipt, { [verdict]: status === undefined ? undefined : { status } });

describe('an email that SES received', () => {
  it('opens a disagreement, its clock counting from when SES received it', async () => {
    const { services, receive, asked } = door();

    const [received] = await receive(sesEvent());

    const [d] = await listed(services, 'brackenshire');
    expect(received).toEqual({ became: 'disagreement', disagreementId: d!.id });
    expect(d).toMatchObject({
      raisedBy: 'email',
      raisedAt: '2026-04-02T08:30:02.028Z',
      raiser: { email: 'bashir.brambleby@dunmerevalleyhealth.example' },
    });
    expect(asked).toEqual([[SES_MESSAGE_ID, MOST_BYTES_READ]]);
  });

  it('F1: opens one, however often Lambda hands over the same event', async () => {
    const { services, receive, mailer } = door();

    const first = await receive(sesEvent());
    const sent = mailer.accepted.length;
    const again = await receive(sesEvent());

    expect(again).toEqual(first);
    expect(await listed(services, 'brackenshire')).toHaveLength(1);
    expect(mailer.accepted).toHaveLength(sent);
  });

  it('goes where the envelope says, not where its To line does: only the envelope is SES’s own word', async () => {
    const { services, receive } = door();

    await receive(
      sesEvent(({ receipt }) => {
        receipt.recipients = ['raise+nowhere@inbound.commonground.example'];
      }),
    );

    expect(await listed(services, 'brackenshire')).toEqual([]);
  });

  it('is left with Lambda, which tries again, when its bytes are not in the bucket', async () => {
    const { services, receive } = door(new Uint8Array());
    const missing = receiveEmail(services, { ...bucketWith().rawMail, get: async () => undefined });

    await expect(missing(sesEvent())).rejects.toThrow(
      `The raw message ${SES_MESSAGE_ID} is not in the bucket: SES puts it there first, so try again`,
    );
    // An empty object is there: it is nobody's fault, and a person sees it.
    expect(await receive(sesEvent())).toMatchObject([{ became: expect.stringMatching(/held|quarantined/) }]);
  });

  it('F14: is read only to its first 512 KB, and opens one all the same', async () => {
    const padded = new TextEncoder().encode(`${new TextDecoder().decode(EXAMPLE)}\n${'x'.repeat(MOST_BYTES_READ)}`);
    const { services, receive } = door(padded);

    await receive(sesEvent());

    expect(await listed(services, 'brackenshire')).toHaveLength(1);
  });

  it.each<[verdict: Verdict, status: string | undefined, became: string]>([
    ['dmarcVerdict', 'FAIL', 'quarantined'],
    ['dmarcVerdict', 'GRAY', 'held'],
    ['dmarcVerdict', 'PROCESSING_FAILED', 'held'],
    ['dmarcVerdict', 'SOMETHING_NEW', 'held'],
    ['dmarcVerdict', 'pass', 'held'],
    ['dmarcVerdict', undefined, 'held'],
    ['virusVerdict', 'FAIL', 'quarantined'],
    ['virusVerdict', 'PROCESSING_FAILED', 'held'],
    ['virusVerdict', 'SOMETHING_NEW', 'held'],
    ['virusVerdict', undefined, 'held'],
    ['virusVerdict', 'DISABLED', 'disagreement'],
    ['spamVerdict', 'FAIL', 'quarantined'],
    ['spamVerdict', 'GRAY', 'held'],
    ['spamVerdict', 'SOMETHING_NEW', 'held'],
    ['spamVerdict', 'DISABLED', 'disagreement'],
    // Neither is identity by itself, and DMARC has passed.
    ['spfVerdict', 'FAIL', 'disagreement'],
    ['dkimVerdict', 'GRAY', 'disagreement'],
  ])('S11: with %s %s is %s', async (verdict, status, became) => {
    const { services, receive } = door();

    const [received] = await receive(sesEvent(found(verdict, status)));

    expect(received?.became).toBe(became);
    expect(await listed(services, 'brackenshire')).toHaveLength(became === 'disagreement' ? 1 : 0);
    const { messages } = await holdingPen(services.table).waiting('brackenshire');
    expect(messages).toHaveLength(became === 'disagreement' ? 0 : 1);
    // What is let in later keeps the time it was received.
    for (const held of messages) expect(held.receivedAt).toBe('2026-04-02T08:30:02.028Z');
  });

  it('answers each of several records by itself', async () => {
    const { receive } = door();

    const received = await receive(sesEvent(found('dmarcVerdict', 'PASS'), found('dmarcVerdict', 'PASS')));

    expect(received).toHaveLength(2);
    expect(received[1]).toEqual(received[0]);
  });
});
