import "@testing-library/jest-dom/vitest";
import "temporal-polyfill/global";
