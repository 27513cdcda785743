import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { dayField } from '../field-problems.ts';
import { answersHarmFor } from '../harm.ts';
import { moveTo } from '../opening.ts';
import { isReview, requireStage, stageAfter } from '../policy.ts';
import { boundBy } from '../reaiming.ts';
import { openVisit } from '../record.ts';
import { momentInWords } from '../spoken-time.ts';
import { protectiveTimeAt, setDeadline, setProtectiveTime } from '../visit-deadline.ts';
import { londonTime } from '../working-days.ts';
import {
  anAct,
  answered,
  NOT_ASKED,
  NOT_OPEN,
  reasonBeyondCalendar,
  reasonNotAsLead,
  required,
  tellNow,
  timeField,
} from './act.ts';

/** To the next stage now, with a reason (ESC-2). */
export const escalateNow = anAct({
  fields: z.object({ text: required('Enter why it should go to the next stage now') }),
  reasonNot: ({ open, isRaiser, isCounterpart, asked, lead }, { policy }) => {
    if (!open) return NOT_OPEN;
    if (!stageAfter(policy, open.stageId)) return 'This is the last stage of the policy.';
    // > "The line manager should review the concerns and ensure that they are justified" — S, L15: nobody goes round that (SCP-4).
    if (isReview(requireStage(policy, open.stageId))) return 'It goes forward as soon as its review is done.';
    if (isRaiser || isCounterpart || (asked && asked.side !== 'board')) return undefined;
    return lead ? reasonNotAsLead(lead) : NOT_ASKED;
  },
  saying: 'it should go further',
  perform(a, by, act) {
    const visit = openVisit(a.d)!;
    const next = stageAfter(a.setting.policy, visit.stageId)!;
    const textId = a.keep(act.text);
    a.enter({ by: by.id, what: 'escalated', stageId: visit.stageId, textId });
    answered(a, by);
    moveTo(a, next.id, {
      cause: 'a person',
      closedBy: 'a person',
      clause: requireStage(a.setting.policy, visit.stageId).clause,
      by: by.id,
    });
    return undefined;
  },
});

/**
 * Shortens the time to a moment that protects the child or adult; never lengthens (CLK-3). While somebody is at risk whoever is told of
 * it for an agency may too: a policy without a clock of its own asks its safeguarding leads for a shorter time (LADDERS, second table).
 */
export const shorten = anAct({
  fields: z.object({
    on: dayField('Enter the day it must be settled by'),
    time: timeField,
    text: required('Enter why it must be settled by then to keep them safe'),
  }),
  reasonNot: ({ open, isRaiser, isCounterpart, asked, lead, d, email }, { policy }) => {
    if (!open) return NOT_OPEN;
    if (!stageAfter(policy, open.stageId))
      return 'This is the last stage of the policy: there is no further stage to move to.';
    if (isRaiser || isCounterpart || asked || answersHarmFor(d, email)) return undefined;
    return lead ? reasonNotAsLead(lead) : NOT_ASKED;
  },
  perform(a, by, act) {
    const visit = openVisit(a.d)!;
    const at = londonTime(Temporal.PlainDate.from(act.on), act.time);
    if (Temporal.Instant.compare(at, a.setting.now) <= 0) return 'That time has passed. Enter a time from now on.';
    const beyond = reasonBeyondCalendar(a, act.on);
    if (beyond) return `Enter ${beyond}`;
    const before = protectiveTimeAt(a.d, a.d.stages.length - 1);
    const isOwn = before?.by === by.email;
    if (isOwn && Temporal.Instant.compare(before.at, a.setting.now) <= 0)
      return 'The time you set has passed: it can no longer be corrected.';
    // Only whoever set a protective time may correct it, before it passes. The policy's own number limits it whatever is entered.
    const limit = isOwn ? before.notAfter : visit.deadline?.at;
    if (limit && Temporal.Instant.compare(at, limit) >= 0)
      return `The time can only be made shorter than ${momentInWords(limit)}.`;
    const wasAt = visit.deadline?.at;
    const textId = a.keep(act.text);
    setProtectiveTime(a, at, by.email, textId);
    setDeadline(a, visit);
    const entry = a.enter({
      by: by.id,
      what: 'timescale shortened',
      stageId: visit.stageId,
      textId,
      facts: { until: at.toString() },
    });
    const facts = { because: isOwn ? 'corrected' : 'protective timescale', ...(wasAt ? { wasAt } : {}) };
    for (const person of boundBy(a.d, visit))
      if (person.email !== by.email) tellNow(a, person, 'deadline-changed', entry, facts);
    return undefined;
  },
});
