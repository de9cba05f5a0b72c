import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'wouter';

/** What opens the rows behind it, where there are any to open. */
export function Door({
  href,
  children,
  ...others
}: Omit<ComponentProps<'a'>, 'href' | 'ref'> & { readonly href: string | undefined; readonly children: ReactNode }) {
  if (href !== undefined)
    return (
      <Link href={href} {...others}>
        {children}
      </Link>
    );
  const { className, title } = others;
  return (
    <span className={className} title={title}>
      {children}
    </span>
  );
}
