import { expect, test } from 'vitest';
import type * as z from 'zod';
import { ACT_RULES } from '../../escalation/acts.ts';
import { raiseFields } from '../../escalation/intake.ts';

/** What nobody can type: a choice and boxes to tick, of which a page gives every value; and what a door makes from many fields. */
const NOT_TYPED = ['correct subject', 'raise wantsSupport', 'raise fearsForPosition'];
const isMadeByADoor = ({ code, message }: z.core.$ZodIssue) =>
  code === 'invalid_type' && /expected (array|boolean)/.test(message);

const FORMS = {
  ...Object.fromEntries(Object.entries(ACT_RULES).map(([act, { fields }]) => [act, fields])),
  raise: raiseFields,
};

test.each(Object.entries(FORMS))('%s: what is typed into the wrong box is answered with what to do', (form, fields) => {
  // Completing has the boxes of raising, which are tried as such.
  const names = Object.keys((fields as Partial<z.ZodObject>).shape ?? {});

  const { error } = fields.safeParse(Object.fromEntries(names.map((name) => [name, 'after lunch'])));

  const ofTheLibrary = (error?.issues ?? [])
    .filter((issue) => !isMadeByADoor(issue) && issue.message.startsWith('Invalid'))
    .map(({ path }) => `${form} ${path.join('.')}`);
  expect(ofTheLibrary.filter((field) => !NOT_TYPED.includes(field))).toEqual([]);
});
