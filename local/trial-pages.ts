import { Temporal } from 'temporal-polyfill';
import { dayInWords, spokenDate } from '../escalation/spoken-time.ts';
import { NOT_A_TIME, readTypedTime } from '../escalation/typed-time.ts';
import { londonDate, londonTime } from '../escalation/working-days.ts';
import { goTo, pageAnswer, Refused } from '../functions/web/answer.ts';
import { route } from '../functions/web/visit.ts';
import type { MoreRoutes } from '../functions/web.ts';
import { BLANK_FORM, type FormState } from '../pages/frame.ts';
import { ClockPage, MailboxMessagePage, MailboxPage } from '../pages/trial-pages.tsx';
import { listMailbox, readMailbox } from '../services/mailer-folder.ts';
import type { Services } from '../services/services.ts';
import type { MovableClock } from './movable-clock.ts';

/**
 * The pages that only a trial has. The one-machine edition adds them in trial mode alone: in live mode neither exists, so nobody
 * can read another's mail or move the time.
 */
export function trialRoutes({ clock, mailbox }: { clock: MovableClock; mailbox: string }): MoreRoutes {
  return (services) => {
    const clockAnswer = (frame: Parameters<typeof ClockPage>[0]['frame'], form: FormState) => {
      const next = clock.nextDueAt();
      return pageAnswer(
        ClockPage({ frame, now: clock.now().toString(), form, ...(next ? { nextDueAt: next.toString() } : {}) }),
        form.errors.length ? 400 : 200,
      );
    };
    return [
      route(services, 'GET', '/mailbox', async ({ frame }) =>
        pageAnswer(MailboxPage({ frame, lines: await listMailbox(mailbox) })),
      ),
      route(services, 'GET', '/mailbox/{message}', async ({ frame, params }) => {
        const message = await readMailbox(mailbox, params['message'] ?? '');
        if (!message) throw new Refused(404, 'no such email');
        const attachments = message.attachments.map(({ name, type, content }) => ({
          name,
          type,
          ...(type.startsWith('text/') ? { text: Buffer.from(content).toString('utf8') } : {}),
        }));
        const page = pageAnswer(
          MailboxMessagePage({ frame, message: { ...message, attachments }, origin: services.settings.origin }),
        );
        // The one page with a frame, and only for the email's own HTML below.
        return { ...page, headers: { ...page.headers, 'content-security-policy': FRAME_POLICY } };
      }),
      route(services, 'GET', '/mailbox/{message}/html', async ({ params }) => {
        const message = await readMailbox(mailbox, params['message'] ?? '');
        if (!message?.html) throw new Refused(404, 'no such email');
        return {
          statusCode: 200,
          headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': EMAIL_POLICY },
          body: message.html,
        };
      }),
      route(services, 'GET', '/mailbox/{message}/{attachment}', async ({ params }) => {
        const message = await readMailbox(mailbox, params['message'] ?? '');
        const found = message?.attachments[Number(/^file-(\d{1,2})$/.exec(params['attachment'] ?? '')?.[1])];
        if (!found) throw new Refused(404, 'no such file');
        return {
          statusCode: 200,
          // Never shown in the browser, whatever it says that it is: it is saved, and opened as its reader would.
          headers: {
            'content-type': found.type,
            'content-disposition': `attachment; filename="${SAFE_NAME.test(found.name) ? found.name : 'file'}"`,
          },
          isBase64Encoded: true,
          body: Buffer.from(found.content).toString('base64'),
        };
      }),
      route(services, 'GET', '/clock', async ({ frame }) => clockAnswer(frame, BLANK_FORM)),
      route(services, 'POST', '/clock', async ({ frame, posted: { typed, fields } }) => {
        if (typed['to'] === 'next') {
          const next = clock.nextDueAt();
          const tooFar = next && (await reasonNotToCountTo(services, next));
          if (tooFar) return clockAnswer(frame, { typed, errors: [{ field: 'on', message: tooFar }] });
          await clock.moveToNextDue();
          return goTo('/clock');
        }
        const moment = momentTyped(fields);
        if ('errors' in moment) return clockAnswer(frame, { typed, errors: moment.errors });
        if (Temporal.Instant.compare(moment.at, clock.now()) < 0) {
          const errors = [
            { field: 'on', message: 'That moment has passed. The clock never goes back: choose a later one' },
          ];
          return clockAnswer(frame, { typed, errors });
        }
        const tooFar = (await reasonNotToCountTo(services, moment.at)) ?? reasonNotToLeapTo(clock.now(), moment.at);
        if (tooFar) return clockAnswer(frame, { typed, errors: [{ field: 'on', message: tooFar }] });
        await clock.moveTo(moment.at);
        return goTo('/clock');
      }),
    ];
  };
}

const SAFE_NAME = /^[a-z-]{1,20}\.[a-z]{3}$/;

const FRAME_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/** An email may style itself inline, as email does, and do nothing else: no script, no image, no form, no other origin. */
const EMAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'; object-src 'none'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/** Everything due on the way happens before the page answers. */
const MOST_DAYS_AT_ONCE = 400;

function reasonNotToLeapTo(now: Temporal.Instant, at: Temporal.Instant): string | undefined {
  const furthest = now.add({ hours: MOST_DAYS_AT_ONCE * 24 });
  if (Temporal.Instant.compare(at, furthest) <= 0) return undefined;
  return `Move no more than ${MOST_DAYS_AT_ONCE} days at once: choose a day no later than ${spokenDate(londonDate(furthest))}, then move on from there`;
}

/** Beyond the bank holidays that are held nothing could be counted, in whichever partnership's list ends first. */
async function reasonNotToCountTo({ rules }: Services, at: Temporal.Instant): Promise<string | undefined> {
  const calendars = await Promise.all((await rules.partnerships()).map((one) => rules.calendarFor(one)));
  const lastOn = calendars.map((calendar) => calendar.lastOn).sort()[0];
  if (lastOn === undefined || londonDate(at).toString() <= lastOn) return undefined;
  return `Bank holidays are known only up to ${dayInWords(lastOn)}. Choose a day no later than that`;
}

function momentTyped(fields: Record<string, unknown>): { at: Temporal.Instant } | { errors: FormState['errors'] } {
  const on = String(fields['on'] ?? '');
  const time = readTypedTime(String(fields['time'] ?? ''));
  const errors = [
    ...(/^\d{4}-\d{2}-\d{2}$/.test(on) ? [] : [{ field: 'on', message: 'Enter a day, like 27 3 2026' }]),
    ...(time === undefined ? [{ field: 'time', message: NOT_A_TIME }] : []),
  ];
  return errors.length > 0 || time === undefined ? { errors } : { at: londonTime(Temporal.PlainDate.from(on), time) };
}
