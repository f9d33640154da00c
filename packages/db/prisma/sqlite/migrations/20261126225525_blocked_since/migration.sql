-- AlterTable
ALTER TABLE "session" ADD COLUMN "stateSince" TEXT NOT NULL DEFAULT '';
ALTER TABLE "session" ADD COLUMN "statusSince" TEXT NOT NULL DEFAULT '';

-- Nobody knows better for the sessions that there are.
UPDATE "session" SET "stateSince" = "updatedAt", "statusSince" = "updatedAt";
