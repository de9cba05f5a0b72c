/** Whether the address of a server holds a password that is written out, and not named as a variable of the environment. */
export function holdsPassword(url: string): boolean {
  const written = url.replace(/\$\{\w+\}/g, '');
  return /:\/\/[^:/@?]*:[^@]+@/.test(written) || /[?&](password|sslpassword)=[^&]+/i.test(written);
}
