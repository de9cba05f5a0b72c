/** Where the program of a thread is: TypeScript beside this file, or JavaScript beside it where all was bundled. */
export function threadUrl(
  name: 'job-thread' | 'reader-thread' | 'query-thread' | 'review-thread' | 'definition-thread' | 'profile-thread',
): URL {
  return new URL(`./${name}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}
