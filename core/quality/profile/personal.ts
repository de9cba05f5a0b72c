import type { ProfiledColumn } from './column-profiler.ts';

const personalHeader =
  /(^|[\s_-])(first|last|full|sur|given|family|customer|user|employee|contact|patient)[\s_-]?name|^(name|e?-?mail|phone|mobile|telephone|fax|address|street|birth|born|dob|ssn|passport|iban|account|card|tax)|([\s_-])(e?-?mail|phone|mobile|address|birthday|birthdate|dob|ssn|iban)\b/i;
const personalValue = /^\S+@\S+\.\S+$|^\+?\d[\d\s().-]{8,}\d$/;

/** Whether a column seems to hold personal data: by its type, its header, or most of its frequent texts (addresses of mail, phone numbers). */
export function isPersonal({ type, header }: ProfiledColumn, top: readonly { readonly value: string }[]): boolean {
  if (type === 'email') return true;
  if (type !== 'text') return /birth|\bdob\b/i.test(header);
  if (personalHeader.test(header)) return true;
  return top.length > 0 && top.filter(({ value }) => personalValue.test(value)).length > top.length / 2;
}
