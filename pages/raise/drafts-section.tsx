import { momentInWords } from '../../escalation/spoken-time.ts';
import { Button, ButtonGroup, NotificationBanner } from '../components/index.ts';

/** A disagreement that somebody has saved and not sent. */
export interface SavedLine {
  id: string;
  partnershipName: string;
  /** An instant, ISO. */
  deletedAt: string;
}

/** What somebody can carry on with, and until when; each can be deleted at once. `after`: what has just happened to one. */
export const DraftsSection = ({ drafts, after }: { drafts: readonly SavedLine[]; after?: string | undefined }) => (
  <>
    {after !== undefined && Object.hasOwn(HAPPENED, after) ? (
      <NotificationBanner isSuccess={after !== 'gone'} heading={HAPPENED[after as keyof typeof HAPPENED]} />
    ) : null}
    {drafts.length > 0 ? (
      <>
        <h2 class="govuk-heading-m">Carry on with a disagreement you have not sent</h2>
        {drafts.map(({ id, partnershipName, deletedAt }) => (
          <>
            <p class="govuk-body">
              {partnershipName}. It is deleted at <strong>{momentInWords(deletedAt)}</strong> unless you send it or save
              it again.
            </p>
            <form method="post">
              <input type="hidden" name="draft" value={id} />
              <ButtonGroup>
                <Button formaction="/mine/carry-on">Carry on</Button>
                <Button look="secondary" formaction="/mine/delete-draft">
                  Delete it now
                </Button>
              </ButtonGroup>
            </form>
          </>
        ))}
      </>
    ) : null}
  </>
);

const HAPPENED = {
  saved: 'Your answers are saved. Nobody has been told of them.',
  deleted: 'Your answers are deleted.',
  gone: 'Those answers are no longer kept here: they were sent or deleted.',
} as const;
