/** Words that people and programs write where they have no value. */
export const placeholder =
  /^(unknown|error|missing|undefined|nil|na|tbd|tba|not available|#n\/a|#value!|#ref!|#name\?|#div\/0!|\?+|-+|\.+)$/i;
