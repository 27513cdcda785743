/** A port cannot be listened on. The message is for whoever started the program. */
export class PortRefused extends Error {
  override name = 'PortRefused';
}

/** What a server's error on listening means for whoever started it, as a `PortRefused`; the error itself when it is about something else. */
export function portRefusal(reason: NodeJS.ErrnoException, port: number, host: string): Error {
  if (reason.code === 'EADDRINUSE') {
    return new PortRefused(
      `Port ${port} on ${host} is in use: is the service running already? Stop what uses it, or choose another port.`,
    );
  }
  if (reason.code === 'EACCES')
    return new PortRefused(`Port ${port} may not be used by this user. Choose one above 1023.`);
  if (reason.code === 'EADDRNOTAVAIL') return new PortRefused(`${host} is not an address of this machine.`);
  return reason;
}
