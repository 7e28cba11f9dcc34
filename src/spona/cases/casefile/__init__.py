"""What has happened with a referral, and the page on which it is read and answered."""
