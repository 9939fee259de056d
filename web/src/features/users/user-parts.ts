import type { User } from "@/api/resources";

const roles: Record<User["role"], true> = { staff: true, manager: true, admin: true };

export function isRole(value: unknown): value is User["role"] {
  return typeof value === "string" && value in roles;
}

export function nameOf(user: User): string {
  return user.name ?? user.email;
}
