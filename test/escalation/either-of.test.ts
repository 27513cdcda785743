import { expect, test } from 'vitest';
import { contactFor } from '../../escalation/contact-for.ts';
import type { Directory } from '../../escalation/directory.ts';
import { requireStage, rolesFor } from '../../escalation/policy.ts';
import { at, directoryWith, HEALTH, R, tarnshire, without } from './building.ts';
import { day } from './calendars.ts';

const noManager = without(['Tarnshire Health', 'senior-manager']);
const neither = without(['Tarnshire Health', 'senior-manager'], ['Tarnshire Health', 'safeguarding-lead']);

// "operations manager or named/designated lead" — R §2.5
test.each<[string, Directory, string | undefined]>([
  ['both are there: the operations manager', tarnshire, at('health', 'senior-manager')],
  [
    'no operations manager: the lead, as holder of the stage',
    directoryWith(noManager),
    at('health', 'safeguarding-lead'),
  ],
  ['neither: nobody holds the stage', directoryWith(neither), undefined],
])('ROU-5: either of two posts satisfies R’s Stage Four; %s', (_what, directory, holder) => {
  const [rule] = requireStage(R, '4').asks;
  const { contact } = contactFor(directory, {
    agency: HEALTH,
    role: rolesFor(rule!, 'child')[0]!,
    roleEquivalents: rule!.orRoles,
    on: day('Tue 10 Mar 2026'),
    notThese: [],
    boardMayBeAsked: false,
  });

  expect(contact?.because === 'directory' ? contact.email : undefined).toBe(holder);
});
