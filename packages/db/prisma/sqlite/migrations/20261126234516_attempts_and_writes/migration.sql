-- AlterTable
ALTER TABLE "run" ADD COLUMN "failedAttempts" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "run" ADD COLUMN "writesDone" INTEGER NOT NULL DEFAULT 0;

-- Nobody knows which of them were restarts in good order.
UPDATE "run" SET "failedAttempts" = "attempt" - 1 WHERE "attempt" > 1;
