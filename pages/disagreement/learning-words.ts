import type { Disagreement } from '../../escalation/record.ts';
import { dayInWords } from '../../escalation/spoken-time.ts';

type Learning = NonNullable<Disagreement['learning']>[number];

export const LEARNING_WORDS: Record<Learning['kind'], string> = {
  learning: 'To learn from it',
  gap: 'A gap in policy or procedure',
  meeting: 'Reported from the meeting',
};

/** "Taken to the board's learning list on Wednesday 8 April 2026". */
export function becameInWords({ what, on }: Pick<NonNullable<Learning['became']>[number], 'what' | 'on'>): string {
  const when = on ? ` on ${dayInWords(on)}` : '';
  switch (what) {
    case 'taken to the board':
      return `Taken to the board's learning list${when}`;
    case 'policy changed':
      return `A policy or procedure was changed${when}`;
    case 'no action':
      return 'No action';
  }
}
