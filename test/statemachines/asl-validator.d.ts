declare module 'asl-validator' {
  /** Checks an Amazon States Language definition against the published schemas. */
  export default function aslValidator(definition: object): {
    isValid: boolean;
    errorsText(separator?: string): string;
  };
}
