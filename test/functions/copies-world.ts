import { LEAD, WHOLE_FORM, webWorld } from './web-world.ts';

/** A school's manager at stage 2. The school's domain is not on the partnership's list of secure ones. */
export const SCHOOLS_MANAGER = 'bettina.birchall-oke@hollowbrook.example';
/** The raiser's manager: their domain is on it. */
export const RAISERS_MANAGER = 'sunil.birchall-oke@brackenshire.example';

/** A disagreement with a school at stage 2, from where on the board sees the record; the lead is signed in. */
export async function withSchool() {
  const world = webWorld();
  const raiser = world.browser();
  const reference = await raiser.raise({
    ...WHOLE_FORM,
    theirAgency: 'hollowbrook-school',
    theirName: 'Leonie Tillingbourne',
    theirEmail: 'leonie.tillingbourne@hollowbrook.example',
    theirJob: 'Teacher',
  });
  await raiser.post(`/d/${reference}/escalate-now`, { text: 'It cannot wait.' });
  const signedIn = async (email: string) => {
    const browser = world.browser('192.0.2.8');
    await browser.signIn(email);
    return browser;
  };
  const lead = await signedIn(LEAD);
  return {
    world,
    reference,
    raiser,
    lead,
    signedIn,
    /** The lead's press; the answer is the door's. */
    sendCopy: (fields: Record<string, string> = {}) =>
      lead.post(`/d/${reference}/send-copy`, {
        to: SCHOOLS_MANAGER,
        text: 'Their filter takes links out.',
        spoken: 'yes',
        ...fields,
      }),
    /** The file of the last copy that was sent to somebody, as they save it. */
    fileSent: async (to = SCHOOLS_MANAGER): Promise<Uint8Array | undefined> => {
      const sent = (await world.mailTo(to)).flatMap(({ attachments }) =>
        attachments.filter(({ mimeType }) => mimeType === 'application/pdf'),
      );
      const last = sent.at(-1);
      return last && new Uint8Array(last.content as ArrayBuffer);
    },
  };
}
