/** What a form asks about the child or adult. An empty one was not given. */
export interface SubjectDetails {
  name: string;
  dateOfBirth: string;
  address: string;
}

/** What stands in a field whose answer is somewhere in what is written under the name. */
export const WRITTEN_ABOVE = 'Not given on its own: see what is written under the name';

const LABELS: readonly { of: keyof SubjectDetails; pattern: RegExp }[] = [
  { of: 'name', pattern: /^\s*(?:full |child(?:'|’)?s |adult(?:'|’)?s |child\/adult )?names?\s*[:–-]\s*/i },
  { of: 'dateOfBirth', pattern: /^\s*(?:date of birth|d\.?\s?o\.?\s?b\.?)\s*[:–-]\s*/i },
  { of: 'address', pattern: /^\s*(?:home )?address\s*[:–-]\s*/i },
];

/**
 * Name, date of birth and address out of the one text in which they are asked for together. Only words under a label are put under
 * that label; anything else stays whole under the name, since to guess which part is a name is to write something wrong on a child's file.
 */
export function subjectDetailsIn(text: string): SubjectDetails {
  const found: Partial<Record<keyof SubjectDetails, string[]>> = {};
  let running: string[] | undefined;
  for (const line of text.trim().split(/\r?\n/)) {
    const label = LABELS.find(({ pattern }) => pattern.test(line));
    if (label) {
      running = found[label.of] ??= [];
      running.push(line.replace(label.pattern, ''));
    } else if (running) {
      running.push(line);
    } else if (line.trim() !== '') {
      return { name: text.trim(), dateOfBirth: WRITTEN_ABOVE, address: WRITTEN_ABOVE };
    }
  }
  const said = (of: keyof SubjectDetails) => (found[of] ?? []).join('\n').trim();
  return { name: said('name'), dateOfBirth: said('dateOfBirth'), address: said('address') };
}
