/** Who writes to whom in the bench. */
export const PUBLIC_ADDRESS = "pta@school.example";
export const PUBLIC_NAME = "PTA";
export const CORRESPONDENT = "hanako.yamada@parents.example";
export const DESTINATION = "taro@company.example";
export const ALIAS = "anon-7k3m9q2x4wtz@school.example";
