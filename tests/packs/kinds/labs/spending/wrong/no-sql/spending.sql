SELEKT name;
