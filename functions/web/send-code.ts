import { createHash } from 'node:crypto';
import { sendDue } from '../../conduct/send.ts';
import { signInCodeMessage } from '../../messages/sign-in-code.ts';
import { writeDown } from '../../services/outbox.ts';
import type { Services } from '../../services/services.ts';
import { CODE_LASTS_MINUTES, type CodeRequest } from '../../services/sign-ins.ts';

/**
 * Sends a code that may be sent: its row first, then the email, like every other. A mail server that refuses it is tried
 * again by the sweep until the code is too old. The page says the same whatever happens here (S15).
 */
export async function sendCode(services: Services, request: CodeRequest): Promise<void> {
  if (!request.sendIt) return;
  const { to, code, expiresAt } = request.sendIt;
  const now = services.clock.now();
  const key = await writeDown(services, {
    // Names the request without letting anybody who reads the table use it.
    about: `code-${createHash('sha256').update(`sent\n${request.requestId}`).digest('hex').slice(0, 32)}`,
    entry: 1,
    // Two codes for one request are two emails, even in one millisecond.
    kind: `sign-in-code-${Buffer.from(services.keys.random(6)).toString('hex')}`,
    to,
    message: signInCodeMessage({ code, minutes: CODE_LASTS_MINUTES, trial: services.settings.trial }),
    notBefore: now,
    giveUpAt: expiresAt,
    forgetWords: true,
  });
  try {
    await sendDue(services, { rowKeys: [key] });
  } catch (reason) {
    services.log.error('code not sent yet', { kind: reason instanceof Error ? reason.name : typeof reason });
    services.log.count('CodeNotSentAtOnce');
  }
}
