import type { DisagreementFacts } from './facts.ts';

/** The way to the reader's own agency's copy of the record, by the agency's name: each has one for its own file (REC-1, BEY-9). */
export const OwnCopy = ({ facts: { d, readBy, agencyName } }: { facts: DisagreementFacts }) => {
  const agency = d.people[readBy]?.person.agency;
  return (
    <a class="govuk-link" href={`/d/${d.reference}/record.pdf`}>
      Download the policy's record form, filled in{agency === undefined ? '' : `: the copy for ${agencyName(agency)}`}{' '}
      (PDF)
    </a>
  );
};
