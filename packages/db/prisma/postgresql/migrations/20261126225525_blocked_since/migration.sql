-- AlterTable
ALTER TABLE "session" ADD COLUMN     "stateSince" TEXT COLLATE "C" NOT NULL DEFAULT '',
ADD COLUMN     "statusSince" TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Nobody knows better for the sessions that there are.
UPDATE "session" SET "stateSince" = "updatedAt", "statusSince" = "updatedAt";
